"""Notice, agree, deliver, review: learners at risk of leaving school early."""

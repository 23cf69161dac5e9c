"""People: learners, guardians, enrolments, and the rosters that bring them."""

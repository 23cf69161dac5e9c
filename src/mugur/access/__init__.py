"""Rights, actions, audit: who may, what happened, who looked."""

"""What may become what: the transition tables of prevention, and the pages drawn from them."""

"""Tables for the public and for the three levels; small numbers stay hidden."""

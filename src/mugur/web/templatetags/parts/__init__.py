"""The tags of ``{% load mugur %}``, by kind."""

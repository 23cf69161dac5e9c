"""Charts as SVG: frozen data in, a picture and its table out. No Django, no colour, no style attribute."""

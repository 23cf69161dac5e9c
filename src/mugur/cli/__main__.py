"""``python -m mugur.cli`` is ``mugur``."""

from mugur.cli.main import main

main()

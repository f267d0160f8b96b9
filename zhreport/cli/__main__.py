"""`python -m zhreport.cli` is `zhreport`."""

import sys

from zhreport.cli.run import main

if __name__ == "__main__":
    sys.exit(main())

"""Run the command line with `python -m dure`."""

from dure.cli.main import main

if __name__ == "__main__":
    main()

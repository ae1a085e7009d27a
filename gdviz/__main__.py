"""The command line and start-up."""


def main() -> int:
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The file of types is the one that `stubs.py` writes."""

import sys
import unittest
from pathlib import Path

FOLDER = Path(__file__).parent.parent
sys.path.insert(0, str(FOLDER))
import stubs


class Stubs(unittest.TestCase):
    def test_they_are_up_to_date(self):
        written = (FOLDER / "loss_core.pyi").read_text()
        self.assertEqual(written, stubs.stubs(), "write it anew: python3 stubs.py > loss_core.pyi")
        compile(written, "loss_core.pyi", "exec")


if __name__ == "__main__":
    unittest.main()

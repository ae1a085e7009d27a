        if self._redo:
            self._undo.append(self.ink)
            self.ink = self._redo.pop()

    def cells(self) -> NDArray[np.float32]:
        """Return the mean ink of each cell (28, 28) from 0 to 1."""
        cells: NDArray[np.float32] = self.ink.reshape(SIDE, DOTS, SIDE, DOTS).mean((1, 3), dtype=np.float32)
        return cells / np.float32(255.0)


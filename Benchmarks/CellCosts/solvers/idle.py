from benchopt import BaseSolver


class Solver(BaseSolver):
    """Does nothing, so that what is measured is the workbench."""

    name = "idle"

    def set_objective(self, start):
        self.x = start

    def run(self, _):
        pass

    def get_result(self):
        return {"x": self.x}

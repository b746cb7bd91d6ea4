from benchopt import BaseDataset


class Dataset(BaseDataset):
    name = "start"

    def get_data(self):
        return {"start": 0.5}

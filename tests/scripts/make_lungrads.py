#!/usr/bin/env python3
"""Writes a table of slices as the Lung-RADS dataset (Mendeley 5rr22hgzwr) has it, as pandas pickles it.

make_lungrads.py OUT.pkl PROTOCOL [ROWS [FORM]]: FORM "plain", "float" (HU in float64), "shuffled" (rows with
labels of their own), "fortran" (arrays in column order), "old" (the state that pandas 1.2 and older wrote),
"uneven" (row 2 has another size, the mask of row 3 a value that is none).
"""

import pickle
import sys

import numpy
import pandas

CLASSES = ("LR2", "LR3", "LR4A", "LR4B")


def table(rows, form):
    height, width = 24, 20
    y, x = numpy.mgrid[0:height, 0:width]
    data = {"label1": [], "mask": [], "hu_array": [], "hu_array_old": []}
    for n in range(rows):
        hu = (-1000 + 7 * x + 11 * y + n).astype(numpy.int16)
        hu[0, :] = -1024
        hu[1, :3] = -3024
        mask = ((x - 10) ** 2 + (y - 12 - n % 3) ** 2 <= 9).astype(numpy.int8)
        lung = numpy.where((x > 2) & (y > 3), hu, 0).astype(numpy.int16)
        if form == "float":
            hu, lung = hu.astype(float) + 0.25, lung.astype(">f8")
        if form == "fortran":
            hu, mask = numpy.asfortranarray(hu), numpy.asfortranarray(mask)
        if form == "uneven" and n == 2:
            hu, mask, lung = hu[:-1], mask[:-1], lung[:-1]
        if form == "uneven" and n == 3:
            mask = mask.copy()
            mask[5, 5] = -1
        for name, value in zip(data, (CLASSES[n % 4], mask, lung, hu)):
            data[name].append(value)
    frame = pandas.DataFrame(data)
    return frame.sample(frac=1, random_state=1).sort_index(ascending=False) if form == "shuffled" else frame


class OldManager:
    def __init__(self, manager):
        self.manager = manager

    __class__ = property(lambda self: type(self.manager))

    def __reduce_ex__(self, protocol):
        import copyreg

        blocks = [{"values": b.values, "mgr_locs": b.mgr_locs.indexer} for b in self.manager.blocks]
        axes = [numpy.asarray(a) for a in self.manager.axes]
        state = (
            [a for a in self.manager.axes],
            [b.values for b in self.manager.blocks],
            axes[:1],
            {"0.14.1": {"axes": list(self.manager.axes), "blocks": blocks}},
        )
        return copyreg.__newobj__, (type(self.manager),), state


class OldFrame:
    """A DataFrame as pandas 0.14.1 to 1.2 wrote it."""

    def __init__(self, frame):
        self.frame = frame

    __class__ = property(lambda self: pandas.DataFrame)

    def __reduce_ex__(self, protocol):
        import copyreg

        state = {"_data": OldManager(self.frame._mgr), "_typ": "dataframe", "_metadata": []}
        return copyreg.__newobj__, (pandas.DataFrame,), state


def main(out, protocol, rows="5", form="plain"):
    frame = table(int(rows), form)
    with open(out, "wb") as file:
        pickle.dump(OldFrame(frame) if form == "old" else frame, file, protocol=int(protocol))


if __name__ == "__main__":
    main(*sys.argv[1:])

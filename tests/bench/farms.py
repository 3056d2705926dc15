"""Farms of any size, made of the sample's rows in the sample's own schema."""

import itertools
import pathlib
import shutil
import sqlite3

SAMPLE = pathlib.Path(__file__).resolve().parents[1] / "fixtures" / "odin-sample.db"


def _multiply(database, table, wanted, condition, unique=()):
    """Repeats the rows of `table`, in their order, until there are `wanted` of them."""
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    rows = database.execute(f"SELECT * FROM {table} WHERE {condition} ORDER BY id").fetchall()
    database.execute(f"DELETE FROM {table}")
    marks = ", ".join("?" * len(columns))

    def made():
        for number, row in zip(range(1, wanted + 1), itertools.cycle(rows)):
            values = dict(zip(columns, row))
            values["id"] = number
            for column in unique:
                if values[column]:
                    values[column] = f"{values[column]} {number}"
            yield tuple(values.values())

    database.executemany(f"INSERT INTO {table} VALUES ({marks})", made())


def make(path, printers, jobs):
    """Writes a farm of so many active printers and jobs to `path`.

    Returns a connection that must stay open: as with a living O.D.I.N., -wal and -shm lie beside
    the database.
    """
    shutil.copyfile(SAMPLE, path)
    database = sqlite3.connect(path)
    database.execute("PRAGMA foreign_keys = OFF")
    database.execute("PRAGMA journal_mode = WAL")
    _multiply(database, "printers", printers, "is_active = 1", ("name", "nickname"))
    _multiply(database, "jobs", jobs, "1")
    database.commit()
    database.execute("VACUUM")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # As O.D.I.N.'s monitors do all the time: some of the pages are in the WAL.
    database.execute("UPDATE printers SET last_seen = datetime('now')")
    database.commit()
    return database

"""The stored results: each one as plain data, beside the columns that a list of results shows."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

import attain

MOST_LISTED = 200


class Table(DeclarativeBase):
    """The base class of all tables."""


class Assessment(Table):
    """A stored result."""

    __tablename__ = "assessment"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kept: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    subject: Mapped[str] = mapped_column(String(200), index=True)
    on: Mapped[date]
    level: Mapped[str | None]
    scoring_digest: Mapped[str] = mapped_column(String(16))
    record: Mapped[dict[str, object]] = mapped_column(JSON)

    @property
    def result(self) -> attain.Result:
        """The result, which needs neither the rubric nor the version of attain that produced it."""
        return attain.Result.from_dict(self.record)


class Store:
    """A database of assessments; threads may share it."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        Table.metadata.create_all(self.engine)

    def keep(self, result: attain.Result, subject: str, on: date) -> UUID:
        """Store the result of a subject on a day, and return its id."""
        level = str(result.level) if result.level else None
        digest, record = result.scoring_digest, result.to_dict()
        kept = Assessment(subject=subject, on=on, level=level, scoring_digest=digest, record=record)
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.add(kept)
        return kept.id

    def find(self, id_: UUID) -> Assessment | None:
        """Return an assessment, or None if there is none with this id."""
        with Session(self.engine) as session:
            return session.get(Assessment, id_)

    def latest(self) -> Sequence[Assessment]:
        """Return the latest assessments, the newest first."""
        newest = select(Assessment).order_by(Assessment.on.desc(), Assessment.kept.desc()).limit(MOST_LISTED)
        with Session(self.engine) as session:
            return session.scalars(newest).all()

    def close(self) -> None:
        """Close the database."""
        self.engine.dispose()

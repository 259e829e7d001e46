"""How Alembic runs our steps: on the connection it is given, one transaction for all of them."""

from __future__ import annotations

from alembic import context

from workers.store.schema import metadata


def run() -> None:
    connection = context.config.attributes["connection"]
    if connection.dialect.name == "sqlite":
        # Our engine leaves transactions to us.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=connection.dialect.name != "sqlite",
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
    except BaseException:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("ROLLBACK")
        raise
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")


run()

"""The index in a PostgreSQL database with pgvector: several corpora, old versions kept, each build one transaction."""

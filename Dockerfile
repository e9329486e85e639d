# The worker and every command. Built from the checkout: docker compose build
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY secondsource secondsource
COPY schemas schemas
COPY workers workers
COPY streams streams
RUN pip install --constraint constraints.txt . && useradd --create-home secondsource
USER secondsource
WORKDIR /home/secondsource
CMD ["secondsource", "worker"]

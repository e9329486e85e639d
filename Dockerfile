# The worker and every command. Built from the checkout: docker compose build
# First the wheel, with the engine as machine code (setup.py).
FROM python:3.12 AS build

ENV PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY pyproject.toml setup.py constraints.txt README.md LICENSE ./
COPY secondsource secondsource
COPY schemas schemas
COPY workers workers
COPY streams streams
RUN pip install --constraint constraints.txt mypy setuptools \
 && SECONDSOURCE_COMPILED=1 pip wheel --no-build-isolation --no-deps --wheel-dir /wheels .

FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
COPY constraints.txt /app/
COPY --from=build /wheels /wheels
RUN pip install --constraint /app/constraints.txt /wheels/*.whl && useradd --create-home secondsource
USER secondsource
WORKDIR /home/secondsource
# The verb forms of each language, made once.
RUN python -c "from secondsource import load; [load(code) for code in ('fr', 'de', 'it', 'en')]"
CMD ["secondsource", "worker"]

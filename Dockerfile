# Debian, not Alpine: with the GNU C library memory is overwritten as it is freed (docs/configuration.md).
ARG NODE=20.20.2-bookworm-slim

FROM node:${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY . .
RUN npm run build && find dist -name '*.map' -o -name '*.d.ts' -o -name '*.tsbuildinfo' | xargs rm -rf dist/.tsbuild

FROM node:${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund --ignore-scripts

FROM node:${NODE}
# No package manager is left to whoever gets in.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg \
    && install -d -o node -g node /data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json PROMISES.md ./
COPY policy policy
COPY migrations migrations
COPY scripts/health.mjs scripts/health.mjs
# The server would set the last one itself and run a second time for it.
ENV NODE_ENV=production \
    DATA_DIR=/data \
    PORT=8443 \
    GLIBC_TUNABLES=glibc.malloc.perturb=90:glibc.malloc.tcache_count=0
USER node
VOLUME /data
EXPOSE 8443
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["node", "scripts/health.mjs"]
STOPSIGNAL SIGTERM
CMD ["node", "dist/server/main.js"]

# An image of a node. docs/operate.md says how to use it; docker-compose.yml runs three.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
# Node.js itself comes from the base image here, not from the packages.
RUN npm run -s build --if-present \
  && npm prune --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/.bin/node node_modules/node-linux-* node_modules/node-bin-*

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
  EWS_DIR=/data/node \
  EWS_AGENCY_HOST=0.0.0.0 \
  EWS_FEDERATION_HOST=0.0.0.0 \
  XDG_CONFIG_HOME=/tmp/ews
# Nothing is installed in a running container, so it needs no package manager.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
  /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-* \
  && ln -s /app/src/cli/ews.js /usr/local/bin/ews \
  && install -d -o 1000 -g 1000 -m 0700 /data
COPY --from=build /app /app
USER 1000:1000
WORKDIR /data
VOLUME /data
EXPOSE 8080 8443 9464
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["ews", "health"]
ENTRYPOINT ["/app/config/container/entrypoint.sh"]
CMD ["start"]

# The real gateway in the shape of its published image: /app, tini, the account `node` with uid 1000, a probe.
ARG BASE
FROM ${BASE}
COPY node /usr/local/bin/node
COPY app /app
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node \
  && install -d -o node -g node -m 0700 /home/node/.openclaw /home/node/.config /home/node/.config/openclaw \
  && ln -s /app/openclaw.mjs /usr/local/bin/openclaw && chmod 0755 /app/openclaw.mjs
ARG VERSION
LABEL org.opencontainers.image.version=${VERSION} org.opencontainers.image.title=OpenClaw
ENV NODE_ENV=production PATH=/home/node/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /app
USER node
EXPOSE 18789
HEALTHCHECK --interval=3m --timeout=10s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:18789/healthz').then((r)=>process.exit(r.ok?0:1)).catch(()=>process.exit(1))"]
ENTRYPOINT ["tini", "-s", "--"]
CMD ["node", "openclaw.mjs", "gateway", "--allow-unconfigured"]

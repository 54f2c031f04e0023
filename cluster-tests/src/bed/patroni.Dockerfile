# A node with Patroni and etcd from Debian, on the base of a cluster node, for script/bench.
ARG BASE
FROM ${BASE}
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends \
      patroni etcd-server etcd-client python3-etcd python3-psycopg2 \
 && rm -rf /var/lib/apt/lists/*
COPY sbin/ /usr/local/sbin/
CMD ["tini", "--", "/usr/local/sbin/bed-boot-patroni"]
LABEL matriarch.image=node

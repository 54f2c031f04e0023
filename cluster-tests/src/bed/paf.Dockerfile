# A cluster node with PAF from Debian instead of Matriarch, for script/bench.
ARG BASE
FROM ${BASE}
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends resource-agents-paf \
 && rm -rf /var/lib/apt/lists/*
COPY sbin/ /usr/local/sbin/
RUN mv /usr/local/sbin/fence_bed /usr/sbin/fence_bed
CMD ["tini", "--", "/usr/local/sbin/bed-boot"]
LABEL matriarch.image=node

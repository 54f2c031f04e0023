# What a cluster node needs from Debian; slow to build, therefore apart from node.Dockerfile.
ARG SUITE
FROM matriarch-base:${SUITE}
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
# A mirror's copy of sid may be weeks old: what it then holds is still what the row of versions names.
ARG SUITE
RUN [ "$SUITE" != sid ] \
 || echo 'Acquire::Check-Valid-Until "false";' >/etc/apt/apt.conf.d/90old-mirror
RUN printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d \
 && chmod +x /usr/sbin/policy-rc.d \
 && apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends postgresql-common \
 && sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' \
      /etc/postgresql-common/createcluster.conf \
 && apt-get install -y -qq --no-install-recommends \
      pacemaker pacemaker-cli-utils corosync crmsh pcs resource-agents resource-agents-paf \
      postgresql systemd tini libfaketime \
      curl jq iproute2 iptables iputils-arping iputils-ping procps psmisc strace less \
 && rm -rf /var/lib/apt/lists/*

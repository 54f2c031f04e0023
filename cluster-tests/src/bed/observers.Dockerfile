# Prometheus, HAProxy and a browser from Debian, which look at the nodes of one bed from outside.
FROM matriarch-base:trixie
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
RUN printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d \
 && chmod +x /usr/sbin/policy-rc.d \
 && apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends prometheus haproxy tini chromium chromium-driver fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*
COPY prometheus.yml /etc/prometheus/bed.yml
COPY bed-prometheus /usr/local/sbin/bed-prometheus
CMD ["tini", "--", "/usr/local/sbin/bed-prometheus"]

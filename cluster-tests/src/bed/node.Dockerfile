# A cluster node: Debian's packages, the bed's scripts, and the very package that users install.
ARG BASE
FROM ${BASE}
COPY sbin/ /usr/local/sbin/
RUN mv /usr/local/sbin/fence_bed /usr/sbin/fence_bed
COPY matriarch.deb /tmp/matriarch.deb
RUN { apt-get install -y -qq --no-install-recommends /tmp/matriarch.deb \
      || { apt-get update -qq \
           && apt-get install -y -qq --no-install-recommends /tmp/matriarch.deb; }; } \
 && rm -rf /tmp/matriarch.deb /var/lib/apt/lists/*
CMD ["tini", "--", "/usr/local/sbin/bed-boot"]
LABEL matriarch.image=node

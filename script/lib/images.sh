# shellcheck shell=bash
# The package, and images of the bed's containers; to be sourced after engine.sh, in the repository's root.

bed_sources=cluster-tests/src/bed
OBSERVERS_IMAGE=matriarch-observers:bed

# The classic builder is in every engine; buildx is not.
image_build() { DOCKER_BUILDKIT=0 docker build --network=host "$@"; }

hash_of() { cat "$@" | sha256sum | cut -c 1-12; }

newest_package() {
  local package
  # shellcheck disable=SC2012 # the package's names hold no odd characters
  package=$(ls -t agent/target/matriarch_*_amd64.deb 2>/dev/null | head -n 1)
  [ -n "$package" ] || fail "no package agent/target/matriarch_*_amd64.deb: run 'mvn package'"
  echo "$package"
}

# Whether nothing that goes into the package is newer than it.
package_is_current() {
  local package newer
  package=$(newest_package 2>/dev/null) || return 1
  newer=$(find pom.xml {agent-core,ocf-adapter,telemetry,agent}/{pom.xml,src} -type f \
    -newer "$package" -print -quit 2>/dev/null)
  [ -z "$newer" ]
}

# Its training runs a PostgreSQL from an archive, and not as root.
build_package() {
  ensure_java25
  ensure_maven
  ensure_package xz xz-utils
  ensure_package setpriv util-linux
  ! package_is_current || return 0
  step "building the package (the first time takes minutes) …"
  quietly .cache/package.log mvn -q -B -DskipTests -pl agent -am package
}

# Sets NODE_BASE_IMAGE, named after its inputs: built once for each change of them.
build_node_base_image() {
  local suite=$1 recipe=$bed_sources/node-base.Dockerfile
  ensure_base_image "$suite"
  NODE_BASE_IMAGE=matriarch-node-base:$suite-$(hash_of "$recipe")
  ! has_image "$NODE_BASE_IMAGE" || return 0
  step "building node base image with Pacemaker and PostgreSQL ($suite) …"
  quietly ".cache/node-base-$suite.log" image_build --build-arg SUITE="$suite" \
    -t "$NODE_BASE_IMAGE" -f "$recipe" "$bed_sources"
}

# BED_IMAGE is for those who compare packages: each bed with an image of its own.
node_image() { echo "${BED_IMAGE:-matriarch-node:$1}"; } # SUITE

build_node_image() { # bookworm|trixie|sid
  local suite=$1 package context=.cache/node-image-$1
  package=$(newest_package)
  build_node_base_image "$suite"
  step "building node image with ${package##*/} ($suite) …"
  rm -rf "$context"
  mkdir -p "$context"
  cp -r "$bed_sources/sbin" "$context/sbin"
  cp -p "$package" "$context/matriarch.deb"
  quietly ".cache/node-$suite.log" image_build --build-arg BASE="$NODE_BASE_IMAGE" \
    -t "$(node_image "$suite")" -f "$bed_sources/node.Dockerfile" "$context"
  # Images that lost their name to a newer one go, unless a bed still runs from them.
  docker image prune -f --filter label=matriarch.image=node >/dev/null 2>&1 </dev/null || true
}

# Named after its inputs, and also by what the stories call it.
build_observers_image() {
  local recipe=$bed_sources/observers.Dockerfile image
  ensure_base_image trixie
  image=matriarch-observers:$(hash_of "$recipe" "$bed_sources"/{bed-prometheus,prometheus.yml})
  has_image "$image" || {
    step "building image with Prometheus, HAProxy and Chromium …"
    quietly .cache/observers.log image_build -t "$image" -f "$recipe" "$bed_sources"
  }
  docker tag "$image" "$OBSERVERS_IMAGE"
}

package io.matriarch.telemetry.sink;

import io.matriarch.telemetry.event.Event;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// To whom events are posted.
///
/// @param secretFile the key of the signatures, as `whsec_` and Base64
/// @param caFile who is believed instead of the well-known authorities, in PEM
/// @param least the least severity that is posted
public record WebhookTarget(URI url, Path secretFile, Optional<Path> caFile, Event.Severity least) {

  /// Without path and query, which may be what only the two of them should know.
  String origin() {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port;
  }

  /// As much as anyone may read.
  @Override
  public String toString() {
    return origin();
  }
}

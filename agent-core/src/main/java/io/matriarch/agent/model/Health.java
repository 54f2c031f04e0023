package io.matriarch.agent.model;

import java.util.Optional;

/// What the agent learns of a server's well-being beside asking it for its state.
///
/// @param refusing since when no new connection has been answered, while older ones live
/// @param storageStuck since when a small write and its fsync in the data directory do not end
/// @param disk the least free space among the file systems of the data directory and of its WAL
/// @param resumed when this agent last went on after it had not been scheduled for seconds: what
///   seemed to last since before then was not watched
public record Health(
    Optional<BootTime> refusing,
    Optional<BootTime> storageStuck,
    Optional<Disk> disk,
    Optional<BootTime> resumed) {

  /// Free space in bytes, and where.
  public record Disk(String path, long freeBytes, long totalBytes) {}

  /// Nothing is known to be wrong.
  public static final Health UNKNOWN =
      new Health(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}

package io.matriarch.stories;

import java.time.Duration;

/// Faults of the file system that holds a node's data.
enum DiskFault implements Fault {
  /// The kernel lives, and whoever writes waits until the node is killed.
  DISK_FROZEN,
  DISK_FROZEN_BRIEFLY,
  DISK_FULL;

  @Override
  public Need need() {
    return Need.DISKS;
  }

  @Override
  public void strike(Target target) {
    Disk disk = target.bed().disk(target.node(), Disk.Use.DATA);
    switch (this) {
      case DISK_FROZEN -> disk.freezeUntilKilled();
      case DISK_FROZEN_BRIEFLY -> disk.freezeFor(Duration.ofSeconds(target.between(1, 4)));
      case DISK_FULL -> disk.fill();
    }
  }
}

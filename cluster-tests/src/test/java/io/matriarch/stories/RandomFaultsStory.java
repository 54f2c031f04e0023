package io.matriarch.stories;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Faults of every kind, one upon the other, in an order that nobody chose. CHAOS_MINUTES says for
/// how long, and CHAOS_SEED repeats the order of an earlier run.
@Order(95)
@Tag("chaos")
@ExtendWith(StoryBed.class)
class RandomFaultsStory {

  private static final Duration SPAN =
      Duration.ofMinutes(fromEnvironment("CHAOS_MINUTES").orElse(20L));
  private static final int LONGEST_PAUSE_MILLIS = 4000;

  private enum Fault {
    POSTMASTER_KILLED {
      @Override
      void strike(Bed bed, Node node) {
        node.killPostmaster();
      }
    },
    POSTMASTER_PAUSED {
      @Override
      void strike(Bed bed, Node node) {
        node.pausePostmaster();
      }
    },
    NODE_KILLED {
      @Override
      void strike(Bed bed, Node node) {
        node.kill();
      }
    },
    NODE_CUT_OFF {
      @Override
      void strike(Bed bed, Node node) {
        Wire.cutOff(node, bed.others(node));
      }
    },
    NODE_MUTE {
      @Override
      void strike(Bed bed, Node node) {
        Wire.saysNothing(node, bed.others(node));
      }
    },
    NODE_DEAF {
      @Override
      void strike(Bed bed, Node node) {
        Wire.hearsNothing(node, bed.others(node));
      }
    },
    REPLICATION_CUT {
      @Override
      void strike(Bed bed, Node node) {
        Wire.cutReplication(node, bed.others(node));
      }
    },
    DISK_FROZEN {
      @Override
      void strike(Bed bed, Node node) {
        bed.disk(node, Disk.Use.DATA).freezeUntilKilled();
      }
    },
    ATTRD_KILLED {
      @Override
      void strike(Bed bed, Node node) {
        Program.ATTRD.killOn(node);
      }
    },
    CIB_PAUSED {
      @Override
      void strike(Bed bed, Node node) {
        Program.BASED.pauseOn(node);
      }
    },
    AGENT_KILLED {
      @Override
      void strike(Bed bed, Node node) {
        node.holdAgent();
        node.releaseAgent();
      }
    },
    ROLE_ASKED_FOR {
      @Override
      void strike(Bed bed, Node node) {
        bed.askFor(node);
      }
    };

    abstract void strike(Bed bed, Node node);
  }

  @Test
  void no_acknowledged_row_is_lost_and_the_cluster_comes_back_each_time(Bed bed) {
    long seed = fromEnvironment("CHAOS_SEED").orElseGet(System::nanoTime);
    System.out.printf("  CHAOS_SEED=%d%n", seed);
    Random random = new Random(seed);
    bed.parameter("synchronous", "strict");
    bed.parameter("hang_timeout", "5");
    bed.settles();
    long end = System.nanoTime() + SPAN.toNanos();
    while (System.nanoTime() < end) {
      round(bed, random);
    }
  }

  /// One client's life, with up to three faults in it.
  private static void round(Bed bed, Random random) {
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      int faults = 1 + random.nextInt(3);
      for (int i = 0; i < faults; i++) {
        strike(bed, random);
        Duration pause = Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS));
        Await.stays(pause, "time passes", () -> true, seen -> seen);
      }
      bed.undoFaults();
      bed.cluster("crm_resource", "--clear", "-r", Bed.CLONE);
      bed.settles();
      client.writesAgain();
      client.stop();
      client.assertKept();
    }
    bed.cluster("crm_resource", "--cleanup");
  }

  private static void strike(Bed bed, Random random) {
    List<Fault> faults = List.of(Fault.values());
    Fault fault = faults.get(random.nextInt(faults.size()));
    Node node = bed.nodes().get(random.nextInt(bed.nodes().size()));
    System.out.printf("  %s on %s%n", fault, node);
    try {
      fault.strike(bed, node);
    } catch (RuntimeException e) {
      // Another fault was quicker: there is nothing left that this one could break.
      System.out.printf("  … %s%n", e.getMessage());
    }
  }

  private static Optional<Long> fromEnvironment(String name) {
    return Optional.ofNullable(System.getenv(name)).map(Long::valueOf);
  }
}

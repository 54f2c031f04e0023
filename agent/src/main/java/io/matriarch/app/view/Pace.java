package io.matriarch.app.view;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Time, as far as a command waits for something.
interface Pace {

  Pace REAL =
      new Pace() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration span) {
          LockSupport.parkNanos(span.toNanos());
        }
      };

  long nanos();

  void pause(Duration span);
}

package quantum.apply;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** How long a task has been looking at a difference that no trade explains. */
final class Patience {
  /** The trades of what the exchange calls flat come within moments. */
  private static final long FLAT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Without its word only time tells that no trade will come. */
  static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final boolean plan;
  private boolean saidFlat;
  private OptionalLong sinceNanos = OptionalLong.empty();

  private Patience(boolean plan) {
    this.plan = plan;
  }

  /** Of a plan, which can be carried out on what is known. */
  static Patience ofPlan() {
    return new Patience(true);
  }

  /** Of a comparison, which has nothing to do but to wait. */
  static Patience ofComparison() {
    return new Patience(false);
  }

  /** The exchange has refused to reduce: nothing is open. */
  void saidFlat() {
    saidFlat = true;
  }

  /** Whether it goes on, unless the exchange has said that nothing is open. */
  boolean goesOnWithHash() {
    return plan && !saidFlat;
  }

  boolean isPlans() {
    return plan;
  }

  boolean isOver() {
    long now = System.nanoTime();
    if (sinceNanos.isEmpty()) {
      sinceNanos = OptionalLong.of(now);
    }
    return now - sinceNanos.getAsLong() >= (saidFlat ? FLAT_NANOS : LONG_NANOS);
  }
}

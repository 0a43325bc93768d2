package quantum.apply.venue;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether somebody waits for the caller of a venue so urgently that an answer that does not come is
 * to be given up: a booking that asks for trades must not keep a close waiting until the read
 * timeout. Who runs a task says so, a venue's connection asks. What is given up has an unknown
 * outcome like any other lost answer.
 */
public final class Haste {
  /** What an answer is given before it is given up: most come in a tenth of that. */
  public static final long PATIENCE_MILLIS = 500;

  private static final ScopedValue<BooleanSupplier> ASKED = ScopedValue.newInstance();

  private Haste() {}

  /**
   * @param asked is asked again and again, by the thread that waits for an answer
   */
  public static void where(BooleanSupplier asked, Runnable task) {
    ScopedValue.where(ASKED, asked).run(task);
  }

  /** Questions whose answer is not worth a long wait. */
  public static <T> T always(Supplier<T> question) {
    return ScopedValue.where(ASKED, () -> true).call(question::get);
  }

  /** Whether an answer that is not there after {@link #PATIENCE_MILLIS} is to be given up. */
  public static boolean isAsked() {
    return ASKED.isBound() && ASKED.get().getAsBoolean();
  }
}

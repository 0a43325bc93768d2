package quantum.apply.venue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;

/**
 * The name we give an order, 1 to 36 of {@code A-Z a-z 0-9 . : / _ -}. A function of the plan, so
 * that after a crash the same order can be asked for.
 */
public record ClientOrderId(String value) {
  /** What every order of this suite begins with. */
  public static final String PREFIX = "qh-";

  /** What every protective stop of this suite begins with. */
  public static final String STOP_PREFIX = "qs-";

  private static final String HASHED = "sha:";
  private static final int SHORT_POSITION = 16;
  private static final int MAX_LENGTH = 36;
  private static final Pattern ALLOWED = Pattern.compile("[.A-Z:/a-z0-9_-]{1," + MAX_LENGTH + "}");

  /**
   * @throws IllegalArgumentException naming the text if a venue would not take it
   */
  public ClientOrderId {
    if (value == null || !ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "client order id must be 1 to 36 of A-Z a-z 0-9 . : / _ -, was '" + value + "'");
    }
  }

  /**
   * {@code qh-<plan>-<part>}; a plan id too long for that is replaced by its hash.
   *
   * @param part 0 for the first order of a plan, counted up where a plan needs several
   * @throws IllegalArgumentException if {@code part} is negative
   */
  public static ClientOrderId of(PlanId plan, int part) {
    if (part < 0) {
      throw new IllegalArgumentException("part must be >= 0, was " + part);
    }
    String readable = PREFIX + plan.value() + '-' + part;
    return new ClientOrderId(
        readable.length() <= MAX_LENGTH
            ? readable
            : PREFIX + HASHED + hash(plan.value()) + '-' + part);
  }

  /**
   * {@code qs-<position>-<n>}, n to the base of 36; a position id that is too long or of other
   * characters is replaced by its hash.
   *
   * @param n another one for each placement, ≥ 0
   */
  public static ClientOrderId ofStop(PositionId position, long n) {
    return new ClientOrderId(prefixOf(position) + Long.toString(n, 36));
  }

  /** Whether this is the name of a stop of that position. */
  public boolean isStopOf(PositionId position) {
    return value.startsWith(prefixOf(position));
  }

  private static String prefixOf(PositionId position) {
    String id = position.value();
    String shown = id.length() <= SHORT_POSITION && ALLOWED.matcher(id).matches() ? id : hash(id);
    return STOP_PREFIX + shown + '-';
  }

  /** Whether this suite gave the order its name. */
  public boolean isOurs() {
    return value.startsWith(PREFIX) || isStop();
  }

  /** The plan behind it; empty if it is none of a plan's, or its id was too long to be shown. */
  public Optional<PlanId> plan() {
    int end = value.lastIndexOf('-');
    return value.startsWith(PREFIX) && end > PREFIX.length() && !value.startsWith(PREFIX + HASHED)
        ? Optional.of(new PlanId(value.substring(PREFIX.length(), end)))
        : Optional.empty();
  }

  /** Whether it is a protective stop of this suite, or the order that one became. */
  public boolean isStop() {
    return value.startsWith(STOP_PREFIX);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}

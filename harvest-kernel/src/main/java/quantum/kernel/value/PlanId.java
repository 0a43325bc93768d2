package quantum.kernel.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Identity of a plan, 16 hex digits: the first 8 bytes of SHA-256 over what was decided. Whoever
 * asks for the same exit of the same position asks for the same plan, so it is executed once; a
 * retry after an error is a new attempt and so a new plan (SPEC §7).
 */
public record PlanId(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._:-]{1,32}");

  /**
   * @throws IllegalArgumentException naming the text if it could not be part of a client order id
   */
  public PlanId {
    if (value == null || !ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "plan_id must be 1 to 32 letters, digits, '.', '_', ':' or '-', was '" + value + "'");
    }
  }

  /** The plan that opens a position: a function of the intent's stream entry. */
  public static PlanId ofEntry(String intentStreamId) {
    return hash("entry|" + intentStreamId);
  }

  /**
   * A plan that came without an id: a function of its own stream entry, and not of an intent's, for
   * entries of two streams that come in one millisecond have one id.
   */
  public static PlanId ofPlan(String planStreamId) {
    return hash("plan|" + planStreamId);
  }

  /** The plan that somebody else has named with a text that fits into no client order id. */
  public static PlanId ofForeign(String id) {
    return hash("foreign|" + id);
  }

  /**
   * The plan of an exit.
   *
   * @param action FULL_CLOSE_PROPOSED, PARTIAL_25, UPDATE_SL …
   * @param detail the level in R of a partial, the stop price of an UPDATE_SL, the epoch second of
   *     a HOLD, empty for a full close
   * @param attempt the position's failed attempts so far
   */
  public static PlanId ofExit(PositionId position, String action, String detail, int attempt) {
    return hash("exit|" + position.value() + '|' + action + '|' + detail + '|' + attempt);
  }

  private static PlanId hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return new PlanId(HexFormat.of().formatHex(digest, 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}

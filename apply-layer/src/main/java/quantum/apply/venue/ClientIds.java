package quantum.apply.venue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;

/**
 * Names orders so that the venue takes the name. The same plan has the same name each time, so that
 * after a crash its order can be asked for.
 *
 * @param maxLength characters, at least {@value #LEAST_LENGTH}
 * @param punctuation what the venue takes beside letters and digits: a hyphen, and at least one of
 *     {@code : _ .}
 */
public record ClientIds(int maxLength, String punctuation) {
  /** Prefix, mark, hash and a part of several digits. */
  private static final int LEAST_LENGTH = 32;

  private static final String HASH = "sha";
  private static final String HASH_MARKS = ":_.";
  private static final int SHORT_POSITION = 16;

  /**
   * @throws IllegalArgumentException if our names do not fit
   */
  public ClientIds {
    if (maxLength < LEAST_LENGTH) {
      throw new IllegalArgumentException(
          "a client id needs " + LEAST_LENGTH + " characters, the venue takes " + maxLength);
    }
    String marks = punctuation;
    if (marks.indexOf('-') < 0 || HASH_MARKS.chars().noneMatch(mark -> marks.indexOf(mark) >= 0)) {
      throw new IllegalArgumentException(
          "a client id needs - and one of " + HASH_MARKS + ", the venue takes '" + marks + "'");
    }
  }

  /** Whether the venue would take this name. */
  public boolean takes(String text) {
    return !text.isEmpty() && text.length() <= maxLength && isSpelled(text);
  }

  private boolean isSpelled(String text) {
    return text.chars()
        .allMatch(
            c ->
                c >= '0' && c <= '9'
                    || c >= 'A' && c <= 'Z'
                    || c >= 'a' && c <= 'z'
                    || punctuation.indexOf(c) >= 0);
  }

  /**
   * {@code qh-<plan>-<part>}; a plan id that the venue does not take is replaced by its hash.
   *
   * @param part 0 for the first order of a plan, counted up where a plan needs several
   * @throws IllegalArgumentException if {@code part} is negative
   */
  public ClientOrderId order(PlanId plan, int part) {
    if (part < 0) {
      throw new IllegalArgumentException("part must be >= 0, was " + part);
    }
    String readable = ClientOrderId.PREFIX + plan.value() + '-' + part;
    return new ClientOrderId(
        takes(readable)
            ? readable
            : ClientOrderId.PREFIX + HASH + hashMark() + hash(plan.value()) + '-' + part);
  }

  /**
   * {@code qs-<position>-<n>}, n to the base of 36; a position id that is too long or of other
   * characters is replaced by its hash.
   *
   * @param n another one for each placement, ≥ 0
   */
  public ClientOrderId stop(PositionId position, long n) {
    return new ClientOrderId(prefixOf(position) + Long.toString(n, 36));
  }

  /** Whether this is the name of a stop of that position. */
  public boolean isStopOf(ClientOrderId id, PositionId position) {
    return id.value().startsWith(prefixOf(position));
  }

  private String prefixOf(PositionId position) {
    String id = position.value();
    String shown = id.length() <= SHORT_POSITION && takes(id) ? id : hash(id);
    return ClientOrderId.STOP_PREFIX + shown + '-';
  }

  /** What stands behind {@link ClientOrderId#PREFIX} where a plan is not shown. */
  static final Pattern HASHED = Pattern.compile(HASH + '[' + HASH_MARKS + "][0-9a-f]{16}-.*");

  private char hashMark() {
    return (char)
        HASH_MARKS.chars().filter(mark -> punctuation.indexOf(mark) >= 0).findFirst().orElseThrow();
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
}

package quantum.console.metrics;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Values of one label that come from texts of others: each cut, and no more than {@value
 * #DIFFERENT} of them, because each is a series that Prometheus keeps. Any thread.
 */
final class Labels {
  static final String OTHER = "other";
  private static final int DIFFERENT = 40;
  private static final int LONGEST = 64;
  private static final String STREAM = ":stream:";

  private final Set<String> seen = new HashSet<>();
  private final int most;

  /**
   * @param ours values that are told whatever else has come, besides {@value #DIFFERENT} others
   */
  Labels(Collection<String> ours) {
    seen.addAll(ours);
    most = ours.size() + DIFFERENT;
  }

  /** As it stands in the figures; {@value #OTHER} for one too many. */
  synchronized String of(String text) {
    String cut = cut(text);
    if (seen.contains(cut) || seen.size() < most) {
      seen.add(cut);
      return cut;
    }
    return OTHER;
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + '…';
  }

  /** A stream without the namespace: {@code price.update}. */
  static String stream(String name) {
    int at = name.indexOf(STREAM);
    return at < 0 ? name : name.substring(at + STREAM.length());
  }
}

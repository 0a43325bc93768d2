package quantum.paper.upstream;

import java.time.Duration;

/**
 * How patient the connection is.
 *
 * @param silence without a message for so long: the socket is asked for a sign of life
 * @param renewal age at which a socket is replaced; the venue cuts it at 24 h
 * @param firstBackOff before the first try to connect again; doubled up to {@code lastBackOff}
 */
public record Timing(
    Duration silence, Duration renewal, Duration firstBackOff, Duration lastBackOff) {
  public static final Timing DEFAULTS =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofMinutes(23 * 60 + 30),
          Duration.ofMillis(250),
          Duration.ofSeconds(30));
}

package quantum.report.data;

import java.util.Optional;

/**
 * A part that was closed on the way.
 *
 * @param name the level or action, for example PARTIAL_25
 * @param fill empty where only the level is known
 */
public record Tranche(String name, Optional<Fill> fill) {}

package quantum.runtime;

import java.time.Clock;
import java.util.function.Supplier;

/**
 * What a service is given at start.
 *
 * @param settings its environment, read and found right; who learns more at start may still refuse
 * @param redis connects on the first call and waits for Redis as long as that takes; a service that
 *     never calls it needs no Redis
 */
public record ServiceContext(
    Settings settings, Supplier<Redis> redis, Health health, Clock clock) {}

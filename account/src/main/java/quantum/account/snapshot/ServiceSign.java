package quantum.account.snapshot;

import quantum.contracts.HealthRecord;
import quantum.runtime.snapshot.Found;

/**
 * A service's sign of life.
 *
 * @param needed whether nothing is harvested without it
 */
public record ServiceSign(String service, boolean needed, Found<HealthRecord> health) {}

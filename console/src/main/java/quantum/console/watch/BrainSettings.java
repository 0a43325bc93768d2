package quantum.console.watch;

import java.util.Optional;
import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.ServiceSettings;
import quantum.runtime.BadSettings;
import quantum.runtime.RedisSettings;

/**
 * As harvest-brain says that it runs. What it says is a text of Redis like any other: one that
 * cannot be understood, such as a newer version's, ends no console.
 *
 * @param flaw why the defaults were taken instead
 */
record BrainSettings(HarvestSettings running, Optional<String> flaw) {
  /**
   * @param where the Redis that was asked
   */
  static BrainSettings of(ServiceSettings shown, RedisSettings where) {
    try {
      return new BrainSettings(HarvestSettings.running(shown, where), Optional.empty());
    } catch (BadSettings e) {
      return new BrainSettings(
          HarvestSettings.running(ServiceSettings.NONE, where),
          Optional.of(String.join("; ", e.violations())));
    }
  }
}

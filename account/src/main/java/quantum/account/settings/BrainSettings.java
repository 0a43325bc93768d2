package quantum.account.settings;

import java.util.Optional;
import quantum.account.snapshot.ServiceSettings;
import quantum.runtime.BadSettings;
import quantum.runtime.RedisSettings;

/**
 * As harvest-brain says that it runs. What it says is a text of Redis like any other: one that
 * cannot be understood, such as a newer version's, keeps nobody from looking at the account.
 *
 * @param flaw why the defaults were taken instead
 */
public record BrainSettings(HarvestSettings running, Optional<String> flaw) {
  /** What a user is told where the defaults were taken. */
  public Optional<String> said() {
    return flaw.map(why -> "its settings cannot be understood, shown is by the defaults: " + why);
  }

  /**
   * @param where the Redis that was asked
   */
  public static BrainSettings of(ServiceSettings shown, RedisSettings where) {
    try {
      return new BrainSettings(HarvestSettings.running(shown, where), Optional.empty());
    } catch (BadSettings e) {
      return new BrainSettings(
          HarvestSettings.byDefault(shown, where), Optional.of(String.join("; ", e.violations())));
    }
  }
}

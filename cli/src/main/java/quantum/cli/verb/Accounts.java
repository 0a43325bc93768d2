package quantum.cli.verb;

import java.util.Map;
import quantum.cli.settings.HarvestSettings;
import quantum.cli.snapshot.Account;
import quantum.cli.snapshot.AccountReader;
import quantum.runtime.Redis;
import quantum.runtime.Settings;

/** Reads the account where the services keep it. */
final class Accounts {
  private Accounts() {}

  static Account read(Redis redis) {
    Settings none = Settings.of(Map.of("QUANTUM_NAMESPACE", redis.names().namespace()));
    HarvestSettings settings = none.complete(() -> HarvestSettings.read(none));
    return new AccountReader(redis, settings.sources().killKey(), settings.sources().groups())
        .read(System.currentTimeMillis());
  }
}

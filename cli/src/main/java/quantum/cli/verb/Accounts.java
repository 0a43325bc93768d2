package quantum.cli.verb;

import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.AccountReader;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Reads the account where the services keep it. */
final class Accounts {
  private Accounts() {}

  static Account read(Redis redis, RedisSettings where) {
    ServiceSettings shown = SettingsReader.read(redis);
    HarvestSettings settings = HarvestSettings.running(shown, where);
    return new AccountReader(
            redis, shown, settings.sources().killKey(), settings.sources().groups())
        .read(System.currentTimeMillis());
  }
}

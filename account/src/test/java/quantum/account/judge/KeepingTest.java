package quantum.account.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepingTest {
  @ParameterizedTest
  @CsvSource({
    "0, FAIL, 0 GB free",
    "199999999, FAIL, 0.2 GB free",
    "200000000, WARN, 0.2 GB free",
    "1999999999, WARN, 2 GB free",
    "2000000000, PASS, 2 GB free",
    "41234567890, PASS, 41.2 GB free",
  })
  void disk_byWhatIsLeft(long free, Finding.Verdict verdict, String says) {
    Finding finding = Keeping.disk("/var/lib/redis", free);
    assertThat(finding.verdict()).isEqualTo(verdict);
    assertThat(finding.says()).startsWith(says).contains("at /var/lib/redis");
    assertThat(finding.mend().isPresent()).isEqualTo(verdict != Finding.Verdict.PASS);
  }
}

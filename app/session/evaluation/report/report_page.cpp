#include "app/session/evaluation/report/page_style.h"
#include "app/session/evaluation/report/report_files.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QLocale>

#include <algorithm>
#include <functional>

namespace uptake::evaluation {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::EvaluationPage)
};

const QString kUndefined = QStringLiteral("–");

QString html(const QString& text) {
  return text.toHtmlEscaped();
}

QString fixedText(const std::optional<double>& value, int decimals) {
  return value ? QLocale().toString(*value, 'f', decimals) : kUndefined;
}

/// How the values of a figure are written.
using NumberText = std::function<QString(double)>;

QString diceText(double value) {
  return QLocale().toString(value, 'f', 3);
}

QString spreadText(const SampleSummary& sample, const NumberText& number) {
  if (!sample.mean) return kUndefined;
  return sample.sd ? QStringLiteral("%1 ± %2").arg(number(*sample.mean), number(*sample.sd))
                   : number(*sample.mean);
}

QString intervalText(const std::optional<Interval>& interval, const NumberText& number) {
  return interval ? Texts::tr("95 % CI %1 to %2").arg(number(interval->low), number(interval->high))
                  : QString();
}

/// The page, part by part.
class PageWriter {
 public:
  explicit PageWriter(const ReportContent& content) : c_(content) {}

  QByteArray write() {
    add(QStringLiteral("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta name=\"viewport\" content=\"width=device-width\">"
                       // Nothing is ever fetched.
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                       "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\"><title>") +
        html(Texts::tr("Model against truth")) + QStringLiteral("</title><style>"));
    page_ += pageStyle();
    add(QStringLiteral("</style></head><body>\n"));
    addHead();
    addGroups();
    for (std::size_t n = 0; n < c_.plots.size(); ++n) addSection(c_.plots[n], n);
    addWorst();
    addCases();
    addHow();
    add(QStringLiteral("<script>"));
    page_ += pageScript();
    add(QStringLiteral("</script></body></html>\n"));
    return page_;
  }

 private:
  void add(const QString& text) { page_ += text.toUtf8(); }

  void addHead() {
    add(QStringLiteral("<header><h1>") + html(Texts::tr("Model against truth")) +
        QStringLiteral("</h1><dl class=\"from\">"));
    const auto from = [&](const QString& name, const QString& value) {
      if (!value.isEmpty()) add(QStringLiteral("<dt>%1</dt><dd>%2</dd>").arg(html(name), html(value)));
    };
    from(Texts::tr("Cases"), casesText());
    from(Texts::tr("Truth"), QDir::toNativeSeparators(c_.source.truth));
    from(Texts::tr("Prediction"), QDir::toNativeSeparators(c_.source.prediction));
    from(Texts::tr("Diagnoses"), metadataText());
    from(Texts::tr("PET"), petText());
    from(Texts::tr("Made"), QLocale().toString(QDate::currentDate(), QStringLiteral("yyyy-MM-dd")) +
                                QStringLiteral(", Uptake ") + QCoreApplication::applicationVersion());
    add(QStringLiteral("</dl></header><nav>"));
    const auto link = [&](const QString& id, const QString& name) {
      add(QStringLiteral("<a href=\"#%1\">%2</a>").arg(id, html(name)));
    };
    if (!c_.figures.groups.empty()) link(QStringLiteral("groups"), Texts::tr("By diagnosis"));
    for (std::size_t n = 0; n < c_.plots.size(); ++n)
      link(QStringLiteral("plots%1").arg(n), c_.plots[n].title);
    if (!c_.worst.empty() || !c_.falseAlarms.empty()) link(QStringLiteral("worst"), worstTitle());
    link(QStringLiteral("all"), Texts::tr("All cases"));
    link(QStringLiteral("how"), Texts::tr("How it is counted"));
    add(QStringLiteral("</nav>"));
    addHeadlines();
  }

  QString casesText() const {
    const GroupFigures& all = c_.figures.all;
    QString text = QLocale().toString(all.cases);
    if (all.casesWithoutTruth > 0)
      text += QStringLiteral(", ") +
              Texts::tr("%1 of them without a true lesion").arg(QLocale().toString(all.casesWithoutTruth));
    return text;
  }

  QString metadataText() const {
    if (c_.source.metadata.isEmpty()) return {};
    const auto known =
        std::ranges::count_if(c_.cases, [](const EvaluatedCase& each) { return each.metadata.has_value(); });
    return Texts::tr("%1 of %2 cases are in %3")
        .arg(QLocale().toString(static_cast<qlonglong>(known)), QLocale().toString(c_.figures.all.cases),
             QDir::toNativeSeparators(c_.source.metadata));
  }

  QString petText() const {
    const auto known =
        std::ranges::count_if(c_.cases, [](const EvaluatedCase& each) { return !each.pet.isEmpty(); });
    if (known == 0) return Texts::tr("none: no SUV");
    const bool isImage =
        std::ranges::any_of(c_.cases, [](const EvaluatedCase& each) { return !each.pet.file.isEmpty(); });
    return Texts::tr("of %1 cases").arg(QLocale().toString(static_cast<qlonglong>(known))) +
           (isImage ? QStringLiteral(", ") + Texts::tr("image files taken as SUVbw") : QString());
  }

  void addHeadlines() {
    const GroupFigures& all = c_.figures.all;
    add(QStringLiteral("<dl class=\"heads\">"));
    const auto head = [&](const QString& name, const QString& value, const QStringList& more) {
      add(QStringLiteral("<div><dt>%1</dt><dd class=\"big\">%2</dd>").arg(html(name), html(value)));
      for (const QString& each : more)
        if (!each.isEmpty()) add(QStringLiteral("<dd>%1</dd>").arg(html(each)));
      add(QStringLiteral("</div>"));
    };
    const auto sample = [&](const QString& name, const SampleSummary& figure, const NumberText& number,
                            const QString& unit) {
      if (!figure.mean) return;
      head(name, number(*figure.mean) + unit,
           {figure.sd ? Texts::tr("± %1 SD, median %2").arg(number(*figure.sd), number(*figure.median))
                      : QString(),
            intervalText(figure.ci95, number)});
    };
    sample(Texts::tr("Dice, mean"), all.dice, diceText, {});
    if (all.lesionF1.value)
      head(Texts::tr("Lesion F1, over all lesions"), diceText(*all.lesionF1.value),
           {Texts::tr("%1 TP, %2 FP, %3 FN")
                .arg(QLocale().toString(all.lesionTp), QLocale().toString(all.lesionFp),
                     QLocale().toString(all.lesionFn)),
            intervalText(all.lesionF1.ci95, diceText)});
    sample(Texts::tr("False positive volume, mean"), all.fpvMl, shortNumber, QStringLiteral(" ml"));
    sample(Texts::tr("False negative volume, mean"), all.fnvMl, shortNumber, QStringLiteral(" ml"));
    if (c_.source.surfaceTolerance)
      sample(Texts::tr("Surface Dice at %1 mm, mean")
                 .arg(QLocale().toString(c_.source.surfaceTolerance->value, 'g', 4)),
             all.surfaceDice, diceText, {});
    add(QStringLiteral("</dl>"));
  }

  /// Table 1 of the paper of FDG-PET-CT-Lesions, with what the model makes of each group.
  void addGroups() {
    const EvaluationFigures& figures = c_.figures;
    std::vector<const GroupFigures*> columns{&figures.all};
    for (const GroupFigures& group : figures.groups) columns.push_back(&group);
    add(QStringLiteral("<section id=\"groups\"><h2>") +
        html(figures.groups.empty() ? Texts::tr("All cases together") : Texts::tr("By diagnosis")) +
        QStringLiteral("</h2><p class=\"soft\">") +
        html(Texts::tr("Mean ± SD. MTV, SUVmean and TLG are of the truth, in cases with a true lesion.")) +
        QStringLiteral("</p><div class=\"wide\"><table><thead><tr><th></th>"));
    for (const GroupFigures* group : columns)
      add(QStringLiteral("<th>%1</th>")
              .arg(html(group == &figures.all        ? Texts::tr("all")
                        : group->diagnosis.isEmpty() ? Texts::tr("no diagnosis")
                                                     : group->diagnosis)));
    add(QStringLiteral("</tr></thead><tbody>"));
    addGroupRows(columns);
    add(QStringLiteral("</tbody></table></div></section>"));
  }

  using GroupCell = std::function<QString(const GroupFigures&)>;

  void addGroupRow(const std::vector<const GroupFigures*>& columns, const QString& name,
                   const GroupCell& cell) {
    add(QStringLiteral("<tr><th>%1</th>").arg(html(name)));
    for (const GroupFigures* group : columns) add(QStringLiteral("<td>%1</td>").arg(cell(*group)));
    add(QStringLiteral("</tr>"));
  }

  /// A value with its interval below it.
  static QString withInterval(const QString& value, const QString& interval) {
    return html(value) +
           (interval.isEmpty() ? QString() : QStringLiteral("<small>%1</small>").arg(html(interval)));
  }

  void addGroupRows(const std::vector<const GroupFigures*>& columns) {
    const GroupFigures& all = c_.figures.all;
    addGroupRow(columns, Texts::tr("Cases"),
                [](const GroupFigures& group) { return QLocale().toString(group.cases); });
    addGroupRow(columns, Texts::tr("without a true lesion"),
                [](const GroupFigures& group) { return QLocale().toString(group.casesWithoutTruth); });
    if (all.women + all.men > 0)
      addGroupRow(columns, Texts::tr("Women / men"), [](const GroupFigures& group) {
        return QStringLiteral("%1 / %2").arg(QLocale().toString(group.women), QLocale().toString(group.men));
      });
    const auto addSample = [&](const QString& name, SampleSummary GroupFigures::*member,
                               const NumberText& number) {
      if ((all.*member).count == 0) return;
      addGroupRow(columns, name, [&](const GroupFigures& group) {
        const SampleSummary& sample = group.*member;
        return withInterval(spreadText(sample, number), intervalText(sample.ci95, number));
      });
    };
    addSample(Texts::tr("Age, years"), &GroupFigures::age,
              [](double value) { return QLocale().toString(value, 'f', 1); });
    addSample(Texts::tr("MTV, ml"), &GroupFigures::mtvMl, shortNumber);
    addSample(Texts::tr("SUVmean"), &GroupFigures::suvMean, shortNumber);
    addSample(Texts::tr("TLG, g"), &GroupFigures::tlg, shortNumber);
    addSample(Texts::tr("Dice"), &GroupFigures::dice, diceText);
    addSample(Texts::tr("Surface Dice"), &GroupFigures::surfaceDice, diceText);
    addSample(Texts::tr("FPV, ml"), &GroupFigures::fpvMl, shortNumber);
    addSample(Texts::tr("FNV, ml"), &GroupFigures::fnvMl, shortNumber);
    addGroupRow(columns, Texts::tr("Lesion F1"), [](const GroupFigures& group) {
      return withInterval(fixedText(group.lesionF1.value, 3), intervalText(group.lesionF1.ci95, diceText));
    });
  }

  void addSection(const PlotSection& section, std::size_t number) {
    add(QStringLiteral("<section id=\"plots%1\"><h2>%2</h2>").arg(number).arg(html(section.title)));
    if (!section.note.isEmpty()) add(QStringLiteral("<p class=\"soft\">%1</p>").arg(html(section.note)));
    add(QStringLiteral("<div class=\"plots\">"));
    for (const ReportPlot& plot : section.plots) {
      add(QStringLiteral("<figure><h3>%1</h3><figcaption>%2</figcaption>")
              .arg(html(plot.title), html(plot.note)));
      page_ += plot.canvas.inlineSvg(plot.title);
      add(QStringLiteral("</figure>\n"));
    }
    add(QStringLiteral("</div></section>"));
  }

  QString worstTitle() const {
    return static_cast<int>(c_.worst.size()) < c_.figures.all.cases - c_.figures.all.casesWithoutTruth
               ? Texts::tr("The worst %1 cases").arg(c_.worst.size())
               : Texts::tr("The cases, worst first");
  }

  void addWorst() {
    if (c_.worst.empty() && c_.falseAlarms.empty()) return;
    add(QStringLiteral("<section id=\"worst\"><h2>%1</h2><p class=\"soft\">%2</p><div class=\"key\">")
            .arg(html(worstTitle()),
                 html(Texts::tr("Maximum intensity projections from the front and from the left, SUV 0 to 6 "
                                "where there is a PET, with the silhouettes of the masks. By Dice."))));
    for (const auto& [colour, name] :
         {std::pair{"both", Texts::tr("true and predicted")}, std::pair{"missed", Texts::tr("true alone")},
          std::pair{"invented", Texts::tr("predicted alone")}})
      add(QStringLiteral("<span><i style=\"background:var(--%1)\"></i>%2</span>")
              .arg(QLatin1String(colour), html(name)));
    add(QStringLiteral("</div>"));
    addPictures(c_.worst);
    if (!c_.falseAlarms.empty()) {
      add(QStringLiteral("<h3 class=\"next\">%1</h3>")
              .arg(html(Texts::tr("Without a true lesion, by false positive volume"))));
      addPictures(c_.falseAlarms);
    }
    add(QStringLiteral("</section>"));
  }

  void addPictures(const std::vector<PicturedCase>& list) {
    add(QStringLiteral("<div class=\"worst\">"));
    for (const PicturedCase& pictured : list) {
      const EvaluatedCase& each = c_.cases[static_cast<std::size_t>(pictured.number)];
      const MaskAgreement& a = each.agreement;
      add(QStringLiteral("<figure>"));
      if (!pictured.png.isEmpty()) {
        add(QStringLiteral("<img alt=\"%1\" src=\"data:image/png;base64,").arg(html(each.name)));
        page_ += pictured.png.toBase64();
        add(QStringLiteral("\">"));
      }
      QString figures = Texts::tr("FPV %1 ml").arg(shortNumber(a.fpvMl));
      if (a.dice && a.fnvMl)
        figures = Texts::tr("Dice %1, FPV %2 ml, FNV %3 ml")
                      .arg(diceText(*a.dice), shortNumber(a.fpvMl), shortNumber(*a.fnvMl));
      add(QStringLiteral("<figcaption><a href=\"#c%1\" data-n=\"%1\">%2</a><br>%3%4</figcaption></figure>\n")
              .arg(pictured.number)
              .arg(html(each.name),
                   each.metadata && !each.metadata->diagnosis.isEmpty()
                       ? html(each.metadata->diagnosis) + QStringLiteral("<br>")
                       : QString(),
                   html(figures)));
    }
    add(QStringLiteral("</div>"));
  }

  /// A column of numbers of the list of cases.
  struct Column {
    QString name;
    NumberText text;
    bool isWorstHigh = true;
    std::function<std::optional<double>(const EvaluatedCase&)> value;
  };

  std::vector<Column> columns() const {
    const auto count = [](double value) { return QLocale().toString(value, 'f', 0); };
    const auto of = [](auto member) {
      return [member](const EvaluatedCase& each) { return std::optional<double>(each.agreement.*member); };
    };
    std::vector<Column> all{
        {Texts::tr("Age"), count, false,
         [](const EvaluatedCase& each) { return each.metadata ? each.metadata->age : std::nullopt; }},
        {Texts::tr("Dice"), diceText, false, of(&MaskAgreement::dice)},
        {Texts::tr("Surface Dice"), diceText, false, of(&MaskAgreement::surfaceDice)},
        {Texts::tr("Lesion F1"), diceText, false,
         [](const EvaluatedCase& each) { return each.agreement.lesionF1(); }},
        {Texts::tr("FPV, ml"), shortNumber, true, of(&MaskAgreement::fpvMl)},
        {Texts::tr("FNV, ml"), shortNumber, true, of(&MaskAgreement::fnvMl)},
        {Texts::tr("True, ml"), shortNumber, true, of(&MaskAgreement::truthMl)},
        {Texts::tr("Pred., ml"), shortNumber, true, of(&MaskAgreement::predictedMl)},
        {Texts::tr("TP"), count, true, of(&MaskAgreement::lesionTp)},
        {Texts::tr("FP"), count, true, of(&MaskAgreement::lesionFp)},
        {Texts::tr("FN"), count, true, of(&MaskAgreement::lesionFn)},
        {Texts::tr("SUVmean"), shortNumber, true, of(&MaskAgreement::truthSuvMean)},
        {Texts::tr("Pred. SUVmean"), shortNumber, true, of(&MaskAgreement::predictedSuvMean)},
        {Texts::tr("TLG, g"), shortNumber, true, of(&MaskAgreement::truthTlg)}};
    std::erase_if(all, [this](const Column& column) {
      return std::ranges::none_of(c_.cases,
                                  [&](const EvaluatedCase& each) { return column.value(each).has_value(); });
    });
    return all;
  }

  void addCases() {
    const bool hasDiagnoses = !c_.figures.groups.empty();
    const bool hasSex = c_.figures.all.women + c_.figures.all.men > 0;
    const std::vector<Column> numbers = columns();
    add(QStringLiteral("<section id=\"all\"><h2>%1</h2><div class=\"tools\">")
            .arg(html(Texts::tr("All cases"))));
    add(QStringLiteral("<input id=\"words\" type=\"search\" placeholder=\"%1\" aria-label=\"%1\">")
            .arg(html(Texts::tr("Filter by words"))));
    if (hasDiagnoses) {
      add(QStringLiteral("<select id=\"group\" aria-label=\"%1\"><option value=\"\">%2</option>")
              .arg(html(Texts::tr("Diagnosis")), html(Texts::tr("every diagnosis"))));
      for (const GroupFigures& group : c_.figures.groups)
        if (!group.diagnosis.isEmpty()) add(QStringLiteral("<option>%1</option>").arg(html(group.diagnosis)));
      add(QStringLiteral("</select>"));
    }
    add(QStringLiteral("<span id=\"count\" class=\"soft\" data-text=\"%1\"></span></div>"
                       "<div class=\"list\"><table id=\"cases\"><thead><tr>")
            .arg(html(Texts::tr("{n} of {all} cases"))));
    const auto head = [&](const QString& name, bool isNumber, bool isDescending) {
      add(QStringLiteral("<th%1 data-kind=\"%2\" data-first=\"%3\"><button type=\"button\">%4</button></th>")
              .arg(isNumber ? QString() : QStringLiteral(" class=\"l\""),
                   isNumber ? QStringLiteral("number") : QStringLiteral("text"),
                   isDescending ? QStringLiteral("descending") : QStringLiteral("ascending"), html(name)));
    };
    head(Texts::tr("Case"), false, false);
    if (hasDiagnoses) head(Texts::tr("Diagnosis"), false, false);
    if (hasSex) head(Texts::tr("Sex"), false, false);
    for (const Column& column : numbers) head(column.name, true, column.isWorstHigh);
    add(QStringLiteral("</tr></thead><tbody>\n"));
    for (std::size_t n = 0; n < c_.cases.size(); ++n) addCase(c_.cases[n], n, hasDiagnoses, hasSex, numbers);
    add(QStringLiteral(
            "</tbody></table></div><button id=\"more\" type=\"button\" hidden>%1</button></section>")
            .arg(html(Texts::tr("Show all"))));
  }

  void addCase(const EvaluatedCase& each, std::size_t number, bool hasDiagnoses, bool hasSex,
               const std::vector<Column>& numbers) {
    const QString diagnosis = each.metadata ? each.metadata->diagnosis : QString();
    add(QStringLiteral("<tr id=\"c%1\"%2><td class=\"l\">%3</td>")
            .arg(number)
            .arg(hasDiagnoses ? QStringLiteral(" data-d=\"%1\"").arg(html(diagnosis)) : QString(),
                 html(each.name)));
    if (hasDiagnoses) add(QStringLiteral("<td class=\"l\">%1</td>").arg(html(diagnosis)));
    if (hasSex)
      add(QStringLiteral("<td class=\"l\">%1</td>")
              .arg(html(each.metadata ? each.metadata->sex : QString())));
    for (const Column& column : numbers) {
      const std::optional<double> value = column.value(each);
      add(value ? QStringLiteral("<td data-v=\"%1\">%2</td>")
                      .arg(QString::number(*value, 'g', QLocale::FloatingPointShortest),
                           html(column.text(*value)))
                : QStringLiteral("<td>%1</td>").arg(kUndefined));
    }
    add(QStringLiteral("</tr>\n"));
  }

  void addHow() {
    add(QStringLiteral("<section id=\"how\"><h2>%1</h2><dl class=\"how\">")
            .arg(html(Texts::tr("How it is counted"))));
    const auto entry = [&](const QString& name, const QString& text) {
      add(QStringLiteral("<dt>%1</dt><dd>%2</dd>").arg(html(name), html(text)));
    };
    entry(Texts::tr("Lesions"), Texts::tr("Connected parts of a mask, joined through faces or edges (18 "
                                          "neighbours), whatever their labels."));
    entry(Texts::tr("Dice"), Texts::tr("2 |T ∩ P| / (|T| + |P|) over the voxels of a case. Undefined where "
                                       "the truth is empty; such cases are in no mean of it."));
    entry(Texts::tr("FPV and FNV"),
          Texts::tr("Volume of predicted lesions without any true voxel, and of true lesions without any "
                    "predicted voxel, as autoPET counts them. FNV is undefined where the truth is empty."));
    entry(
        Texts::tr("Lesion F1"),
        Texts::tr("As autoPET V counts it: a true and a predicted lesion match when their intersection over "
                  "union is 0.1 or more. TP are true lesions that any matches, FN the others, FP predicted "
                  "ones that match none; 2 TP / (2 TP + FP + FN), over the sums of all cases."));
    if (c_.source.surfaceTolerance)
      entry(Texts::tr("Surface Dice"),
            Texts::tr("The part of the surface voxels of both masks that lie within %1 mm of the other "
                      "mask's surface.")
                .arg(QLocale().toString(c_.source.surfaceTolerance->value, 'g', 4)));
    entry(Texts::tr("SD and intervals"),
          Texts::tr("SD is that of the sample (n − 1). 95 % intervals: cases are drawn with replacement %1 "
                    "times, seed %2; 2.5th and 97.5th percentile.")
              .arg(QLocale().toString(kBootstrapResamples))
              .arg(kBootstrapSeed));
    add(QStringLiteral("</dl>"));
    const QStringList problems = c_.source.problems + c_.pictureProblems;
    if (!problems.isEmpty()) {
      add(QStringLiteral("<details><summary>%1</summary><ul>")
              .arg(html(Texts::tr("What was tolerated or left out: %1").arg(problems.size()))));
      for (const QString& problem : problems) add(QStringLiteral("<li>%1</li>").arg(html(problem)));
      add(QStringLiteral("</ul></details>"));
    }
    add(QStringLiteral("</section>"));
  }

  const ReportContent& c_;
  QByteArray page_;
};

}  // namespace

QByteArray reportPage(const ReportContent& content) {
  return PageWriter(content).write();
}

}  // namespace uptake::evaluation

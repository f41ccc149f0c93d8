<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>uptake::AnnotationPanel</name>
    <message numerus="yes">
        <source>%n box(es)  %1</source>
        <translation>
            <numerusform>%n box  %1</numerusform>
            <numerusform>%n boxes  %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::MainWindow</name>
    <message numerus="yes">
        <source>Saved %n file(s) in %1.</source>
        <translation>
            <numerusform>Saved %n file in %1.</numerusform>
            <numerusform>Saved %n files in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::StatusLine</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::StructureSet</name>
    <message numerus="yes">
        <source>%n contour(s)</source>
        <translation>
            <numerusform>%n contour</numerusform>
            <numerusform>%n contours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>ROIs overlap; they are shown as %n mask(s), each saved as a file of its own.</source>
        <translation>
            <numerusform>ROIs overlap; they are shown as %n mask, saved as a file of its own.</numerusform>
            <numerusform>ROIs overlap; they are shown as %n masks, each saved as a file of its own.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::StudyIndex</name>
    <message numerus="yes">
        <source>%n file(s) repeat a SOP Instance UID of this series and are left out: %1.</source>
        <translation>
            <numerusform>%n file repeats a SOP Instance UID of this series and is left out: %1.</numerusform>
            <numerusform>%n files repeat a SOP Instance UID of this series and are left out: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n slices lie at one position (%1 mm along the slice normal): a series over time, not a volume.</source>
        <translation>
            <numerusform>The only slice lies at one position (%1 mm along the slice normal): a series over time, not a volume.</numerusform>
            <numerusform>All %n slices lie at one position (%1 mm along the slice normal): a series over time, not a volume.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) lie at a position that another slice has too, and nothing in the headers tells them apart (along the slice normal, mm: %1).</source>
        <translation>
            <numerusform>%n slice lies at a position that another slice has too, and nothing in the headers tells them apart (along the slice normal, mm: %1).</numerusform>
            <numerusform>%n slices lie at a position that another slice has too, and nothing in the headers tells them apart (along the slice normal, mm: %1).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) are missing and stay empty (position along the slice normal, mm: %1).</source>
        <translation>
            <numerusform>%n slice is missing and stays empty (position along the slice normal, mm: %1).</numerusform>
            <numerusform>%n slices are missing and stay empty (position along the slice normal, mm: %1).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::Suv</name>
    <message numerus="yes">
        <source>FrameReferenceTime of %n slice(s) implies another decay reference; values would differ by up to %1 %.</source>
        <translation>
            <numerusform>FrameReferenceTime of %n slice implies another decay reference; values would differ by up to %1 %.</numerusform>
            <numerusform>FrameReferenceTime of %n slices implies another decay reference; values would differ by up to %1 %.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::Voc</name>
    <message numerus="yes">
        <source>its image has %n frame(s), and the file does not say which one</source>
        <translation>
            <numerusform>its image has %n frame, and the file does not say which one</numerusform>
            <numerusform>its image has %n frames, and the file does not say which one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::cli</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n box(es) of the unknown class &quot;%1&quot;</source>
        <translation>
            <numerusform>%n box of the unknown class &quot;%1&quot;</numerusform>
            <numerusform>%n boxes of the unknown class &quot;%1&quot;</numerusform>
        </translation>
    </message>
</context>
</TS>

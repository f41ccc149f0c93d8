#include "app/session/evaluation/report/page_style.h"

#include "app/session/evaluation/report/plot_canvas.h"

namespace uptake::evaluation {

namespace {

const char kLight[] =
    "--bg:#fff;--ink:#1b1f24;--soft:#57606a;--rule:#e3e7eb;--panel:#f6f8fa;--mark:#0072b2;--other:#d55e00;"
    "--both:#009e73;--missed:#d55e00;--invented:#1565d8;--dot:.45;";

const char kDark[] =
    "--bg:#14181d;--ink:#e6e9ec;--soft:#9da7b1;--rule:#2c333b;--panel:#1c2229;--mark:#56b4e9;--other:#e69f00;"
    "--dot:.6;";

const char kRules[] = R"css(
*{box-sizing:border-box}
html{color-scheme:light dark;scroll-padding-top:12px}
body{margin:0 auto;max-width:1240px;padding:28px 28px 60px;background:var(--bg);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}
h1{font-size:27px;line-height:1.25;margin:0 0 6px}
h2{font-size:20px;margin:44px 0 4px}
h3{font-size:15px;margin:0 0 2px}
p{margin:0 0 10px;max-width:78ch}
a{color:var(--mark)}
.soft{color:var(--soft)}
.from{display:grid;grid-template-columns:max-content 1fr;gap:1px 14px;margin:0 0 14px;font-size:14px}
.from dt{color:var(--soft)}
.from dd{margin:0;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:4px 18px;padding:8px 0;border-block:1px solid var(--rule);font-size:14px}
.heads{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:1px;margin:22px 0 8px;
border:1px solid var(--rule);border-radius:8px;overflow:hidden}
.heads div{outline:1px solid var(--rule);padding:12px 16px}
.heads dt{color:var(--soft);font-size:13px}
.heads dd{margin:0;font-size:13px;color:var(--soft)}
.heads dd.big{font-size:26px;line-height:1.25;color:var(--ink);font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:13.5px;font-variant-numeric:tabular-nums}
th,td{padding:5px 12px;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap;
vertical-align:top}
th:first-child,td:first-child,.l{text-align:left}
.wide th:first-child{padding-left:0}
thead th{vertical-align:bottom;font-weight:600;border-bottom:1px solid var(--soft)}
tbody th{font-weight:400}
small{display:block;color:var(--soft);font-size:12px}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,470px),1fr));gap:30px 36px;
margin-top:16px;align-items:start}
figure{margin:0;min-width:0}
.plots svg{display:block;width:100%;height:auto;margin-top:6px}
figcaption{font-size:13px;color:var(--soft)}
circle.p{cursor:pointer}circle.p:hover{fill-opacity:1;stroke:var(--ink)}
.worst{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:22px;margin-top:14px}
.worst img{display:block;max-width:100%;height:auto;background:#fff;border:1px solid var(--rule)}
.worst figcaption{margin-top:6px;overflow-wrap:anywhere}
.worst a{font-size:14px}
.next{margin-top:26px}
.key{display:flex;flex-wrap:wrap;gap:4px 20px;font-size:14px;margin:6px 0}
.key i{display:inline-block;width:12px;height:12px;border-radius:2px;margin-right:7px;vertical-align:-1px}
.tools{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:center;margin:12px 0}
input,select{font:inherit;font-size:14px;padding:5px 9px;color:inherit;background:var(--bg);
border:1px solid var(--soft);border-radius:6px}
input{min-width:240px}
#cases{width:100%}
#cases th,#cases td{padding:5px 8px}
#cases thead th{position:sticky;top:0;background:var(--bg)}
#cases button{all:unset;cursor:pointer;display:block;width:100%;padding:6px 8px;box-sizing:border-box;
white-space:normal}
#cases thead th{padding:0}
#cases button:focus-visible{outline:2px solid var(--mark);outline-offset:-2px}
#cases [aria-sort=ascending] button::after{content:" \2191"}
#cases [aria-sort=descending] button::after{content:" \2193"}
#cases th:first-child{width:34%}
#cases td:first-child{white-space:normal;overflow-wrap:anywhere;min-width:200px}
tr.more{display:none}
#more{font:inherit;font-size:14px;padding:5px 14px;margin-top:12px;color:inherit;background:var(--panel);
border:1px solid var(--soft);border-radius:6px;cursor:pointer}
@media(max-width:1100px){.list{overflow-x:auto}#cases thead th{position:static!important}}
#cases tbody tr:hover{background:var(--panel)}
#cases tbody tr:target,#cases tbody tr.on{background:var(--panel);box-shadow:inset 3px 0 var(--other)}
details{margin:10px 0}
summary{cursor:pointer}
.how{font-size:14px}
.how dt{font-weight:600;margin-top:8px}
.how dd{margin:0;max-width:90ch;color:var(--soft)}
ul{margin:6px 0;padding-left:20px;font-size:13.5px;overflow-wrap:anywhere}
@page{margin:14mm}
@media print{
body{max-width:none;padding:0;font-size:10pt}
nav,.tools,#more{display:none}
tr.more{display:table-row}
h2,h3,section>p,.key{break-after:avoid}
h2{margin-top:22px}
figure,.heads,tr{break-inside:avoid}
.plots{grid-template-columns:1fr 1fr;gap:16px 22px}
.worst{grid-template-columns:repeat(3,1fr)}
.heads{grid-template-columns:repeat(5,1fr)}
.bar,.c,.p,.box,.key i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.wide{overflow:visible}
table{font-size:8pt}th,td{padding:3px 6px}
#cases{font-size:7pt}#cases th,#cases td,#cases button{padding:2px 3px}#cases td:first-child{min-width:0}
.list{overflow:visible}
#cases thead th{position:static}
#cases button::after{content:none!important}
a{color:inherit;text-decoration:none}
details>*{display:block}
})css";

const char kScript[] = R"js(
(function(){
var table=document.getElementById('cases'),body=table.tBodies[0],rows=Array.from(body.rows),order=rows,
text=document.getElementById('words'),group=document.getElementById('group'),
count=document.getElementById('count'),more=document.getElementById('more'),limit=200,
heads=Array.from(table.tHead.rows[0].cells),
keys=rows.map(function(r){return r.textContent.toLowerCase()});
function paint(){
 var n=0;
 order.forEach(function(r){if(!r.hidden)r.classList.toggle('more',++n>limit)});
 more.hidden=n<=limit;
 count.textContent=count.dataset.text.replace('{n}',n).replace('{all}',rows.length)}
function show(){
 var words=text.value.toLowerCase().split(/\s+/).filter(Boolean);
 rows.forEach(function(r,i){
  r.hidden=!(words.every(function(w){return keys[i].indexOf(w)>=0})&&
   (!group||!group.value||r.dataset.d===group.value))});
 paint()}
var names=new Intl.Collator(undefined,{numeric:true});
function sort(c){
 var th=heads[c],first=th.dataset.first,now=th.getAttribute('aria-sort'),
 up=now?now!=='ascending':first!=='descending',num=th.dataset.kind==='number';
 heads.forEach(function(h){h.removeAttribute('aria-sort')});
 th.setAttribute('aria-sort',up?'ascending':'descending');
 var list=rows.map(function(r,i){var d=r.cells[c];
  return{r:r,i:i,v:num?(d.dataset.v===undefined?null:+d.dataset.v):(d.textContent||null)}});
 list.sort(function(a,b){
  if(a.v===null||b.v===null)return a.v===b.v?a.i-b.i:a.v===null?1:-1;
  var o=num?a.v-b.v:names.compare(a.v,b.v);
  return o===0?a.i-b.i:up?o:-o});
 order=list.map(function(x){return x.r});
 body.remove();paint();body.append.apply(body,order);table.append(body)}
function go(n){
 var row=document.getElementById('c'+n);
 if(row.hidden){text.value='';if(group)group.value='';show()}
 if(row.classList.contains('more')){limit=Infinity;paint()}
 rows.forEach(function(r){r.classList.toggle('on',r===row)});
 row.scrollIntoView({block:'center'})}
more.addEventListener('click',function(){limit=Infinity;paint()});
heads.forEach(function(h,c){h.firstElementChild.addEventListener('click',function(){sort(c)})});
text.addEventListener('input',show);
if(group)group.addEventListener('change',show);
document.addEventListener('click',function(e){
 var n=e.target.getAttribute&&e.target.getAttribute('data-n');
 if(n!==null&&n!==undefined){e.preventDefault();go(n)}});
show()})();
)js";

}  // namespace

QByteArray pageStyle() {
  return QByteArray(":root{") + kLight + "}@media(prefers-color-scheme:dark){:root{" + kDark +
         "}}@media print{:root{" + kLight + "}}" + kRules + plotStyle(true);
}

QByteArray pageScript() {
  return kScript;
}

}  // namespace uptake::evaluation
